"""A word of an address that no operation knows is refused: a misspelt filter never lists all."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from ninja.errors import ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


def known_words_only(operation: Callable[..., Any]) -> Callable[..., Any]:
    """The operation, for requests whose query holds nothing but its own parameters."""
    models = operation._ninja_operation.models  # type: ignore[attr-defined]  # noqa: SLF001 - set by ninja for this
    known = {
        name
        for model in models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }

    @wraps(operation)
    def answer(request: HttpRequest, **given: Any) -> Any:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            raise ValidationError(
                [{"loc": ("query", name), "type": "extra_forbidden"} for name in unknown]
            )
        return operation(request, **given)

    return answer
