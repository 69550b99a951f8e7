"""The portal alone, mounted as the product mounts it; what the console does is tested there."""

from django.urls import include, path

urlpatterns = [path("p/", include("duly.faces.portal.urls"))]
