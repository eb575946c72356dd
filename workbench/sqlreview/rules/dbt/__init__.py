"""Rules about models of a dbt project and what they read."""
