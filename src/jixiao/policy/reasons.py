"""Why a value is refused, in Chinese: pydantic's error types in the words of a policy workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WHOLE = "要写整数"
_NUMBER = "要写数"

# By type, never by pydantic's English text; {…} are the limits that pydantic hands over.
REASONS = {
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "数太大",
    "decimal_max_digits": "数太大",
    "bool_parsing": "只能写是或否",
    "bool_type": "只能写是或否",
    "literal_error": "不在可写的几种之内",
    "string_type": "要写文字",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "写法不对",
    "too_short": "至少写 {min_length} 项",
    "too_long": "最多写 {max_length} 项",
    "missing": "缺少一项",
    "extra_forbidden": "多出一项",
    "tuple_type": "写法不对",
    "dict_type": "写法不对",
    "model_type": "写法不对",
}


def reason_of(error: Mapping[str, Any]) -> str:
    """The Chinese reason of one pydantic error; our own checks already speak Chinese."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    return REASONS[error["type"]].format(**context)
