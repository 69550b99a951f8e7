"""The PostgreSQL that comes with Duly: shared by its processes, stopped with the last."""

from duly.adapters.postgres.embedded import EmbeddedServer
from duly.adapters.postgres.place import ServerNotStarted, default_data_dir

__all__ = ["EmbeddedServer", "ServerNotStarted", "default_data_dir"]
