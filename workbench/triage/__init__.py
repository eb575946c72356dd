"""From a failure text to its likely cause, and through the runbook to a record of the incident."""
