from django.apps import AppConfig
from django.db.backends.signals import connection_created


class StoreConfig(AppConfig):
    """The only Django app with models."""

    name = "duly.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse every connection whose role could see past row-level security."""
        from duly.store.tenancy import refuse_unsafe_role

        connection_created.connect(refuse_unsafe_role, dispatch_uid="duly.refuse_unsafe_role")
