"""What every endpoint does in the same way: door, database transaction, answer remembered, ETag, documentation."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Router, Schema

from duly.core.accounts.permissions import Verb
from duly.faces.api.access import JSON, MULTIPART, ApiRequest, Bearer, Caller
from duly.faces.api.answers import check_unchanged, plain, read_answer, written
from duly.faces.api.problems import Problem, ProblemOut
from duly.services.api.remember_answer import Answer, Asked, recall_answer, remember_answer
from duly.services.refused import ServiceRefused
from duly.store.queries.ledger import lock_documents
from duly.store.queries.locks import lock_customer, lock_name
from duly.store.tenancy import in_company

View = TypeVar("View", bound=Callable[..., Any])
Shown = Callable[..., Schema]
READ_PROBLEMS = (400, 401, 403, 404, 422, 429)
WRITE_PROBLEMS = (400, 401, 403, 404, 409, 412, 413, 415, 422, 429)


@dataclass(frozen=True, slots=True)
class Resource:
    """Registers the endpoints of one resource; `tag` is its name in the documentation."""

    tag: str
    router: Router

    def read(self, path: str, *, answer: type[Schema], verb: Verb = Verb.SEE_OWN) -> Callable[[View], View]:
        """Register a GET. The view returns the answer; nothing changes."""

        def register(view: View) -> View:
            self.router.get(
                path, auth=Bearer(verb), response=_responses(200, answer, READ_PROBLEMS) | {304: None},
                operation_id=view.__name__, summary=_summary(view), openapi_extra=_extra(verb, reads=True),
                tags=[self.tag],
            )(_reading(view))  # fmt: skip
            return view

        return register

    def create(
        self, path: str, *, answer: type[Schema], verb: Verb, status: int = 201, shown: Shown | None = None,
        body: str = JSON,
    ) -> Callable[[View], View]:  # fmt: skip
        """Register a POST, remembered by its Idempotency-Key. `shown` gives what If-Match is compared with."""

        def register(view: View) -> View:
            self.router.post(
                path, auth=Bearer(verb, body=body, needs_key=True),
                response=_responses(status, answer, WRITE_PROBLEMS), operation_id=view.__name__,
                summary=_summary(view), openapi_extra=_extra(verb, has_key=True, has_match=shown is not None),
                tags=[self.tag],
            )(_writing(view, status, shown, remembers=True))  # fmt: skip
            return view

        return register

    def act(self, path: str, *, answer: type[Schema], verb: Verb, shown: Shown | None = None) -> Callable[[View], View]:
        """Register a POST that does something to what is there: answered with 200."""
        return self.create(path, answer=answer, verb=verb, status=200, shown=shown)

    def change(self, path: str, *, answer: type[Schema], verb: Verb, shown: Shown) -> Callable[[View], View]:
        """Register a PATCH: what is not in the body stays as it is."""

        def register(view: View) -> View:
            self.router.patch(
                path, auth=Bearer(verb, body=JSON), response=_responses(200, answer, WRITE_PROBLEMS),
                operation_id=view.__name__, summary=_summary(view), openapi_extra=_extra(verb, has_match=True),
                tags=[self.tag],
            )(_writing(view, 200, shown, remembers=False))  # fmt: skip
            return view

        return register

    def ask(self, path: str, *, answer: type[Schema], verb: Verb) -> Callable[[View], View]:
        """Register a POST that changes nothing and needs no key."""

        def register(view: View) -> View:
            self.router.post(
                path, auth=Bearer(verb, body=JSON), response=_responses(200, answer, WRITE_PROBLEMS),
                operation_id=view.__name__, summary=_summary(view), openapi_extra=_extra(verb), tags=[self.tag],
            )(_writing(view, 200, None, remembers=False))  # fmt: skip
            return view

        return register


def resource(tag: str) -> Resource:
    """Return a place to register the endpoints of one resource."""
    return Resource(tag, Router())


@contextmanager
def scope(caller: Caller) -> Iterator[None]:
    """One database transaction in which only the caller's company exists; the API speaks English."""
    with in_company(caller.company.id), timezone.override(caller.company.time_zone), translation.override("en"):
        yield


def _reading(view: Callable[..., Schema]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: ApiRequest, **given: Any) -> HttpResponse:
        caller = request.caller
        with scope(caller):
            model = view(request, **given)
        return read_answer(request, model, caller.headers)

    return _typed(answered, view)


def _writing(
    view: Callable[..., Schema], status: int, shown: Shown | None, *, remembers: bool
) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: ApiRequest, **given: Any) -> HttpResponse:
        caller = request.caller
        asked = _asked(request, caller) if remembers else None
        with scope(caller):
            known = _recalled(asked) if asked else None
            if known is not None:
                headers = caller.headers | known.headers | {"Idempotent-Replayed": "true"}
                return HttpResponse(known.body, content_type=JSON, status=known.status, headers=headers)
            if shown is not None and "If-Match" in request.headers:
                named = {name: value for name, value in given.items() if name in request.resolver_match.kwargs}  # type: ignore[union-attr]
                _hold(caller.company.id, request.path, named)
                check_unchanged(request, shown(request, **named))
            body = written(plain(view(request, **given)))
            if asked:
                remember_answer(asked, Answer(status, {}, body.decode()), at=caller.now)
        return HttpResponse(body, content_type=JSON, status=status, headers=caller.headers)

    return _typed(answered, view)


def _hold(company_id: int, path: str, named: dict[str, Any]) -> None:
    """Let nobody change what is compared with If-Match before it is changed: programs, nor people at the console.

    People's changes take the same lock of a customer's or an invoice's row; of anything else programs wait for
    each other only.
    """
    lock_name(f"api:{company_id}:{path}")
    if "customer_id" in named:
        lock_customer(company_id, named["customer_id"])
    elif "invoice_id" in named:
        lock_documents(company_id, [named["invoice_id"]], [])


def _typed(answered: Callable[..., HttpResponse], view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Give the wrapper the view's parameters, read in the view's own module."""
    answered.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
    return answered


def _recalled(asked: Asked) -> Answer | None:
    try:
        return recall_answer(asked)
    except ServiceRefused as refusal:
        headers = {"Retry-After": "1"} if refusal.code == "key_in_progress" else {}
        one = {"field": "header.Idempotency-Key", "message": str(refusal), "remedy": ""}
        raise Problem(409, refusal.code, str(refusal), "", [one], headers) from refusal


def _asked(request: HttpRequest, caller: Caller) -> Asked:
    digest = hashlib.sha256()
    if request.content_type == MULTIPART:  # the boundary differs each time, the parts do not
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, upload in sorted(request.FILES.items()):
            digest.update(repr((name, getattr(upload, "name", ""))).encode())
            for chunk in upload.chunks():  # type: ignore[union-attr]
                digest.update(chunk)
            upload.seek(0)  # type: ignore[union-attr]
    else:
        digest.update(request.body)
    key = request.headers["Idempotency-Key"]
    path = request.get_full_path()[:500]
    return Asked(caller.company.id, caller.token.id, key, str(request.method), path, digest.hexdigest())


def _responses(status: int, answer: type[Schema], problems: tuple[int, ...]) -> dict[int, Any]:
    return {status: answer} | {number: ProblemOut for number in problems}


def _summary(view: Callable[..., Any]) -> str:
    return (view.__doc__ or "").strip().split("\n", 1)[0].rstrip(".")


def _header(name: str, text: str, *, required: bool = False, pattern: str = "") -> dict[str, Any]:
    schema = {"type": "string"} | ({"pattern": pattern, "minLength": 1, "maxLength": 255} if pattern else {})
    return {"in": "header", "name": name, "required": required, "schema": schema, "description": text}


def _extra(verb: Verb, *, reads: bool = False, has_key: bool = False, has_match: bool = False) -> dict[str, Any]:
    """Return what the documentation says beside the view's own parameters."""
    parameters: list[dict[str, Any]] = []
    if reads:
        fields = {"in": "query", "name": "fields", "required": False, "schema": {"type": "string"}}
        parameters.append(fields | {"description": "Only these fields, comma-separated; the others are left out."})
        parameters.append(_header("If-None-Match", "An ETag you have: 304 without a body when it is still that."))
    if has_key:
        said = "Names this request: sent again with the same body, it gets the same answer and has no second effect."
        parameters.append(_header("Idempotency-Key", said, required=True, pattern="^[!-~]+$"))
    if has_match:
        parameters.append(_header("If-Match", "The ETag you read: 412 when it has changed since."))
    return {"parameters": parameters, "x-duly-verb": str(verb)}
