"""The outermost layer of /api/: sizes, HEAD and OPTIONS, and no answer that is not a problem in JSON."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from duly.faces.api.problems import CONTENT_TYPE, Problem, problem_response

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/"
UPLOADS = ("/api/v1/imports",)
FORM_BYTES = 64 * 1024


def api_edge(get_response: Handler) -> Handler:
    """Answer what the API's own code never sees: too large a body, a host not known, a route that is none."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return get_response(request)
        if too_large := _too_large(request):
            return too_large
        asked = str(request.method)
        if asked == "HEAD":
            request.method = "GET"
        response = _as_problem(get_response(request))
        if asked == "OPTIONS" and response.status_code == 405:
            allowed = f"{response['Allow']}, HEAD, OPTIONS" if "GET" in response["Allow"] else response["Allow"]
            return HttpResponse(status=204, headers={"Allow": allowed})
        if asked == "HEAD":
            request.method = "HEAD"
            length = len(response.content)
            response.content = b""
            response["Content-Length"] = str(length)
        return response

    return middleware


def _too_large(request: HttpRequest) -> HttpResponse | None:
    given = request.META.get("CONTENT_LENGTH") or "0"
    is_upload = request.path.rstrip("/") in UPLOADS and request.content_type == "multipart/form-data"
    limit = settings.IMPORT_MAX_BYTES + FORM_BYTES if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if not given.isdigit() or int(given) <= limit:
        return None
    said = f"The body has {int(given):,} bytes; {limit:,} are taken here."
    return problem_response(Problem(413, "too_large", said, "Send it in parts, or as a file to /api/v1/imports."))


def _as_problem(response: HttpResponse) -> HttpResponse:
    """Turn an answer that was made elsewhere (an error page, a plain 405) into a problem."""
    status = response.status_code
    if status < 400 or response.get("Content-Type", "").startswith(CONTENT_TYPE):
        return response
    words = {
        400: Problem(400, "unreadable", "The request cannot be read.", "Check its address and its encoding."),
        404: Problem(404, "not_found", "There is nothing at this address.", "See /api/v1/docs."),
        405: Problem(405, "method", "This method is not known here.", "See Allow for those that are."),
        413: Problem(413, "too_large", "The request is too large.", "Send it in parts."),
    }
    fallback = Problem(status, "internal" if status >= 500 else "http", "The request could not be answered.")
    made = problem_response(words.get(status, fallback))
    if "Allow" in response:
        made["Allow"] = response["Allow"]
    return made
