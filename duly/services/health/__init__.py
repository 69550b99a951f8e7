"""Is this installation sound? Facts come in, checks with a remedy go out; nothing is changed."""
