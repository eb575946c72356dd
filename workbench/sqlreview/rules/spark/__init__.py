"""Rules about Spark programs and configurations: the eight problems of the Spark checklist."""
