"""Spark programs and configurations, read without being run."""
