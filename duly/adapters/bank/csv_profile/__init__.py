"""Bank statements as CSV. No two banks agree on the columns, so each has a profile: detected, corrected, saved.

`detect` proposes a profile from the beginning of a file and asks what it cannot know, `read` reads
a file by a profile.
"""
