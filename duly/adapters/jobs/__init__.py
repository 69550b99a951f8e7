"""The queue: procrastinate jobs in the same database, so that a job exists exactly if its cause does."""
