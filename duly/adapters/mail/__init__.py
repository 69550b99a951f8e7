"""Mail: composing a message, and handing it to an SMTP server."""
