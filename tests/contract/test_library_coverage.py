"""Every command of Home Assistant's library is made somewhere in this folder: a new one fails here until it is."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest
from openevsehttp import OpenEVSE

FOLDER = Path(__file__).parent


def names_used() -> set[str]:
    """Every attribute that any test of this folder looks up."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(FOLDER.glob("test_library_*.py"))]
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def public_methods() -> list[str]:
    names = (name for name in dir(OpenEVSE) if not name.startswith("_"))
    return [name for name in names if not isinstance(inspect.getattr_static(OpenEVSE, name), property)]


@pytest.mark.parametrize("name", public_methods())
def test_the_command_is_tried(name: str) -> None:
    assert name in names_used()


def test_there_are_as_many_as_there_were() -> None:
    assert len(public_methods()) == 68
