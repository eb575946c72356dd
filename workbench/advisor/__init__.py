"""Design advice: from an architecture brief to patterns, technologies, sizing, cost and risks."""
