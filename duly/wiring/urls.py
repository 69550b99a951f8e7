"""Which face answers which address."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("account/two-factor/", include("allauth.mfa.urls")),
    path("p/", include("duly.faces.portal.urls")),
    path("api/", include("duly.faces.api.urls")),
    path("", include("duly.faces.console.urls")),
]
