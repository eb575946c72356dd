"""Failure triage: from a log to a diagnosis, through the runbook, to an incident record."""
