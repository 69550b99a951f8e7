"""Addresses of Procedures and message templates."""

from __future__ import annotations

from django.urls import path

from duly.faces.console.procedures import edit, effect, rule, templates, views

urlpatterns = [
    path("procedures/", views.procedures, name="procedures"),
    path("procedures/new/", edit.new, name="procedures_new"),
    path("procedures/check/", edit.check, name="procedures_check"),
    path("procedures/effect/", effect.effect, name="procedures_effect"),
    path("procedures/effect/export.csv", effect.export, name="procedures_effect_export"),
    path("procedures/templates/", templates.overview, name="procedures_templates"),
    path("procedures/templates/<slug:key>/<slug:language>/", templates.editor, name="procedures_template"),
    path("procedures/templates/<slug:key>/<slug:language>/check/", templates.check, name="procedures_template_check"),
    path("procedures/templates/<slug:key>/<slug:language>/restore/", templates.restore,
         name="procedures_template_restore"),
    path("procedures/templates/<slug:key>/<slug:language>/versions/<int:version>/", templates.bring_back,
         name="procedures_template_bring_back"),
    path("procedures/<int:procedure_id>/", views.procedure, name="procedures_page"),
    path("procedures/<int:procedure_id>/edit/", edit.edit, name="procedures_edit"),
    path("procedures/<int:procedure_id>/assign/", rule.assign, name="procedures_assign"),
    path("procedures/<int:procedure_id>/give/", rule.give, name="procedures_give"),
    path("procedures/<int:procedure_id>/restore/", rule.restore, name="procedures_restore"),
    path("procedures/<int:procedure_id>/compare/", views.compare, name="procedures_compare"),
]  # fmt: skip
