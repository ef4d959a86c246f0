"""A GraphQL document as the guard reads it: what kind it is, and which fields it asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    value_from_ast_untyped,
)

from domain.errors import DataError

# Several times the largest question of Dagster's own pages.
MOST_TOKENS: Final = 12_000


@dataclass(frozen=True, slots=True)
class RootField:
    """One thing a document asks for, by its real name, and with what."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """All operations of a document: one that is not chosen today is looked at as well."""

    kinds: frozenset[OperationType]
    mutations: tuple[RootField, ...]


def read_document(text: str, variables: Mapping[str, Any] | None) -> Document:
    """Return what a document asks for.

    Raises
    ------
    DataError
        It is no document, or too deep or long to be one of Dagster's pages.
    """
    try:
        parsed = parse(text, no_location=True, max_tokens=MOST_TOKENS)
        operations = [
            each for each in parsed.definitions if isinstance(each, OperationDefinitionNode)
        ]
        mutations = [
            asked
            for each in operations
            if each.operation is OperationType.MUTATION
            for asked in _fields(parsed, each.selection_set, variables or {}, set())
        ]
    except (GraphQLError, RecursionError) as error:
        raise DataError("this is no GraphQL document that can be read") from error
    return Document(frozenset(each.operation for each in operations), tuple(mutations))


def _fields(
    document: DocumentNode,
    selected: SelectionSetNode,
    variables: Mapping[str, Any],
    seen: set[str],
) -> Iterator[RootField]:
    for node in selected.selections:
        if isinstance(node, FieldNode):
            yield RootField(
                node.name.value,
                {
                    each.name.value: value_from_ast_untyped(each.value, dict(variables))
                    for each in node.arguments
                },
            )
        elif isinstance(node, FragmentSpreadNode):
            if node.name.value not in seen:
                seen.add(node.name.value)
                for inner in _fragments(document, node.name.value):
                    yield from _fields(document, inner.selection_set, variables, seen)
        else:
            yield from _fields(document, node.selection_set, variables, seen)  # type: ignore[attr-defined]


def _fragments(document: DocumentNode, name: str) -> list[FragmentDefinitionNode]:
    return [
        each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode) and each.name.value == name
    ]
