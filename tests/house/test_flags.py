"""Every flag that the source raises is declared, and every one that is declared is raised."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

import pytest

from domain.flags import SEVERITIES, Flag, declared_flags
from domain.measurement.totalizer import EventKind

ROOT = Path(__file__).parents[2]
RAISERS: Final = ("domain", "books", "assets")
# Lists of other words: what the flags are declared with, and what a person may do.
NO_RAISERS: Final = ("domain/flags.py", "domain/audits.py", "domain/capabilities.py")
# A word, or a word with what it is about behind it; braces stand for what is filled in.
WORDS: Final = re.compile(r"[a-z{][a-z0-9_{}]{3,}")
HEAD: Final = re.compile(r"([a-z][a-z0-9_ ,{}]+): ")
# What a list of flags is called, where it is not called so.
KNOWN_AS: Final = re.compile(r"flag|^signs?$|^silent$|^findings$|^owing$|^twice$|^held$", re.I)
CALLS: Final = {"flag", "flagged"}
GROWS: Final = {"append", "extend", "add"}


def texts(node: ast.AST) -> Iterator[str]:
    """Yield strings below a node that become values, f-strings with braces for what is filled."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Subscript):
        yield from texts(node.value)
    elif isinstance(node, ast.Compare) or is_finding(node):
        return
    elif isinstance(node, ast.Call):
        # What is asked of a mapping by its name is a name, not a flag.
        for part in node.args if not isinstance(node.func, ast.Attribute) else ():
            yield from texts(part)
    else:
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


def called(node: ast.expr) -> str:
    """The last name of an expression, as ``flags`` of ``tally.flags``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_finding(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node.func) == "Finding"


def is_flags(node: ast.expr) -> bool:
    return KNOWN_AS.search(called(node)) is not None


def sources(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what becomes flags in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from returned(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            yield from assigned(node)
        else:
            yield from said(node)


def assigned(node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Iterator[ast.expr]:
    """Yield what is given to a name, or a key, of flags."""
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        key = target.slice if isinstance(target, ast.Subscript) else None
        is_key = isinstance(key, ast.Constant) and key.value == "flags"
        if node.value is not None and (is_key or is_flags(target)):
            yield node.value


def said(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what is passed on as flags, noted as one, or listed with others."""
    match node:
        case ast.keyword(arg=str(name), value=value) if "flag" in name:
            yield value
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            yield from (v for k, v in pairs if isinstance(k, ast.Constant) and k.value == "flags")
        case ast.Call(func=ast.Attribute(attr=attr, value=holder), args=args):
            yield from args if attr in CALLS or (attr in GROWS and is_flags(holder)) else ()
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            if any(is_flags(part.value) for part in parts if isinstance(part, ast.Starred)):
                yield node


def returned(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """Yield what a function of flags works out."""
    returns = "" if function.returns is None else ast.unparse(function.returns)
    is_of_flags = KNOWN_AS.search(function.name) is not None
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield from [node.value] if is_of_flags or "tuple[str, ...]" in returns else ()
        if isinstance(node, ast.Assign) and is_of_flags:
            yield node.value


def resolved(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module that become flags, names looked up where they are given."""
    given = {target.id: value for node in ast.walk(tree) for target, value in _given(node)}
    for source in sources(tree):
        yield from texts(source)
        for node in ast.walk(source):
            # A mapping holds flags under their name, beside much else.
            if isinstance(node, ast.Name) and not isinstance(given.get(node.id), ast.Dict | None):
                yield from texts(given[node.id])


def _given(node: ast.AST) -> Iterator[tuple[ast.Name, ast.expr]]:
    match node:
        case ast.Assign(targets=[ast.Name() as target], value=value):
            yield target, value
        case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
            yield target, value


def raised_in(path: Path) -> set[str]:
    """The flags that a module raises, as they are written there."""
    tree = ast.parse(path.read_text())
    found = set()
    for text in resolved(tree):
        head = HEAD.match(text)
        word = head[1] if head else text
        if (head or WORDS.fullmatch(text)) and re.search(r"[a-z]", word):
            found.add(word)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Finding"), args=[_, ast.Constant(value=rule), _]):
                found.add(str(rule))
    return found


def raised_anywhere() -> dict[str, str]:
    """Every flag with a module that raises it; braces stand for what is filled in."""
    return {
        flag: str(path.relative_to(ROOT))
        for package in RAISERS
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in NO_RAISERS
        for flag in raised_in(path)
    } | dict.fromkeys(get_args(EventKind), "domain/measurement/totalizer.py")


DECLARED: Final = {re.sub(r"\{\w+\}", "{}", flag.reads) for flag in declared_flags()}
RAISED: Final = raised_anywhere()


def test_every_flag_that_is_raised_is_declared() -> None:
    undeclared = {flag: module for flag, module in RAISED.items() if flag not in DECLARED}
    assert undeclared == {}, "declare it in domain/flags.toml: meaning, severity, remedy"


def test_every_flag_that_is_declared_is_raised() -> None:
    """Where this names a flag that is raised, the words of this test did not find the place."""
    assert DECLARED - RAISED.keys() == set()


@pytest.mark.parametrize("flag", declared_flags(), ids=lambda flag: f"{flag.of}-{flag.name}")
def test_flag_says_what_it_means_and_what_to_do(flag: Flag) -> None:
    assert flag.severity in SEVERITIES
    assert flag.meaning.endswith(".")
    # What only notes asks nothing of anybody; whatever else does says what.
    assert bool(flag.remedy) is (flag.severity != "notes")
    assert flag.remedy == "" or flag.remedy.endswith(".")


def test_a_flag_is_declared_once_for_what_it_is_raised_of() -> None:
    names = [(flag.of, flag.name) for flag in declared_flags()]
    assert len(names) == len(set(names))


def test_source_without_a_declaration_is_noticed(tmp_path: Path) -> None:
    module = tmp_path / "new_rule.py"
    module.write_text(
        "def check(row):\n"
        "    flags = ['first_word'] if row else []\n"
        "    flags.append(f'second_word: {row}')\n"
        "    row.flag(f'{row}_third_word')\n"
        "    return made(flags=(*flags, 'fourth_word'))\n"
        "def found(row) -> tuple[str, ...]:\n"
        "    return ('fifth_word',)\n"
    )
    assert raised_in(module) == {
        "first_word", "second_word", "{}_third_word", "fourth_word", "fifth_word",
    }  # fmt: skip
