from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "duly.faces.console"
    label = "console"
