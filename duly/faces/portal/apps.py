from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "duly.faces.portal"
    label = "portal"
