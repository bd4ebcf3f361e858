"""Language models on a terminal: which one is set, whether it works, and what there is for others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text

from assistant.console import plain_console
from assistant.terminal import one_line, plain

_NONE = """\
No language model is set: answers are extractive, quotations and tables without a
word of a model. To have one, set SETPOINT_MODEL (or model in setpoint.toml) to
provider:name, the provider's key in its variable, and SETPOINT_MODEL_URL for a
server of your own."""


def print_models(found: Mapping[str, object]) -> None:
    """The model first, then every provider."""
    console = plain_console()
    if found["model"] is None:
        console.print(Text(_NONE), soft_wrap=True)
    else:
        for line in _model(found):
            console.print(Text(plain(line)), soft_wrap=True)
    console.print()
    rows = found["providers"]
    assert isinstance(rows, Sequence)
    for row in rows:
        console.print(Text(_provider(row)), soft_wrap=True)


def _model(found: Mapping[str, object]) -> list[str]:
    place = f" at {found['address']}" if found.get("address") else ""
    via = f", through the proxy of {found['proxy']}" if found.get("proxy") else ""
    head = one_line(f"{found['model']}{place}{via}: {'works' if found['works'] else 'does not work'}")
    if found["problem"]:
        return [head, f"  {one_line(str(found['problem']))}"]
    first = found["first_piece_s"]
    assert isinstance(first, float)
    tools = "called" if found["tools"] else "not called: it answers from the evidence that it is given"
    how = "by a call of the tool" if found["structured"] == "tool" else "in JSON"
    streaming = "yes" if found["streaming"] else "no: the whole reply comes at once"
    return [
        head,
        f"  tools      {tools}",
        f"  answers    {how}, in the schema{'' if found['faithful'] else '; it did not quote word for word'}",
        f"  streaming  {streaming}, first piece after {first:.1f} s",
        f"  took       {found['calls']} calls, {found['seconds']:.1f} s, "
        f"{found['tokens_in']} tokens in, {found['tokens_out']} out",
    ]


def _provider(row: Mapping[str, object]) -> str:
    extra = "installed" if row["installed"] else f"not installed: {row['installing']}"
    variable = row["key_variable"]
    key = "needs no key" if variable is None else f"{variable} is {'set' if row['key_set'] else 'not set'}"
    return f"{row['name']:<10} {extra}; {key}"
