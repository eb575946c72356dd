"""Quality checks: their SQL in a dialect, run on local files, and what run logs say."""
