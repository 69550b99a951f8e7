"""How an answer is written: JSON, some of its fields only, and an ETag by which nothing is sent twice."""

from __future__ import annotations

import hashlib
import json
from typing import Any, get_origin

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from duly.faces.api.problems import Problem, bad_field

JSON = "application/json"


def plain(model: Schema) -> dict[str, Any]:
    """Return an answer as plain JSON values."""
    return model.model_dump(mode="json", warnings=False)


def written(values: Any) -> bytes:
    """Return JSON as bytes, the same for the same values."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def etag_of(body: bytes) -> str:
    """Return a strong validator of a representation."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def read_answer(request: HttpRequest, model: Schema, headers: dict[str, str]) -> HttpResponse:
    """Answer a GET: with 304 when the program has it already, else with the fields it wants."""
    values = plain(model)
    wanted = _wanted(request, values, model)
    body = written(values)
    etag = etag_of(body)
    headers = headers | {"ETag": etag, "Cache-Control": "private, no-cache"}
    if _has(request.headers.get("If-None-Match", ""), etag):
        return HttpResponse(status=304, headers=headers)
    if wanted is not None:
        body = written(_only(values, wanted, is_list=_is_list(model)))
    return HttpResponse(body, content_type=JSON, headers=headers)


def check_unchanged(request: HttpRequest, model: Schema) -> None:
    """Raise the 412 of a change that was made for another state than the present one (If-Match)."""
    given = request.headers.get("If-Match", "")
    if given and not _has(given, etag_of(written(plain(model)))):
        raise Problem(
            412, "changed", "It is not what it was when you read it (If-Match).", "Read it again, then decide anew."
        )


def _has(given: str, etag: str) -> bool:
    """Tell whether a list of validators names this one; compression on the way may have marked it weak."""
    names = {one.strip().removeprefix("W/") for one in given.split(",")}
    return etag in names or "*" in names


def _wanted(request: HttpRequest, values: dict[str, Any], model: Schema) -> list[str] | None:
    text = request.GET.get("fields")
    if text is None:
        return None
    known = _item_fields(model) if _is_list(model) else list(values)
    names = [one.strip() for one in text.split(",") if one.strip()]
    unknown = [one for one in names if one not in known]
    if unknown or not names:
        said = f"{', '.join(unknown)} is no field here." if unknown else "It names no field."
        raise bad_field("query.fields", said[:300], f"Choose among: {', '.join(known)}.")
    return names


def _is_list(model: Schema) -> bool:
    field = type(model).model_fields.get("data")
    return field is not None and get_origin(field.annotation) is list


def _item_fields(model: Schema) -> list[str]:
    listed = type(model).model_fields["data"].annotation
    (item,) = getattr(listed, "__args__", (None,))
    return list(getattr(item, "model_fields", {}))


def _only(values: dict[str, Any], wanted: list[str], *, is_list: bool) -> dict[str, Any]:
    if is_list:
        return values | {"data": [{name: one[name] for name in wanted} for one in values["data"]]}
    return {name: values[name] for name in wanted}
