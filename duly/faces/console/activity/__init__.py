"""Activity: who did what, when and why."""
