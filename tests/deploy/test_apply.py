"""A plan is carried out in a folder that stands for a machine: once, again, over what a person edited, and back."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

import pytest

from pilotwire.deploy.apply import COPY_SUFFIX, InstallError, Machine, apply_plan, cannot, take_back
from pilotwire.deploy.plan import CURRENT, DATA, OPTIONS, UNIT, InstallOptions, Plan, installation
from pilotwire.runtime.serial_devices import Adapter

ADAPTER = Adapter(name="ttyUSB0", vendor="0403", product="6001")
PLAN = installation(InstallOptions(adapter=ADAPTER))


class Tree:
    """A folder that stands for a machine, and what is said about it."""

    def __init__(self, root: Path) -> None:
        self.said: list[str] = []
        self.ran: list[str] = []
        self.machine = Machine(root=root, real=False, say=self.said.append, run=self.run)

    def run(self, words: Sequence[str]) -> None:
        self.ran.append(" ".join(words))

    def files(self) -> set[str]:
        root = self.machine.root
        return {f"/{path.relative_to(root)}" for path in root.rglob("*") if path.is_file() or path.is_symlink()}

    def times(self) -> dict[Path, int]:
        return {path: path.lstat().st_mtime_ns for path in self.machine.root.rglob("*")}

    def apply(self, plan: Plan = PLAN) -> int:
        self.said.clear()
        return apply_plan(plan, self.machine)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_everything_is_put_in_place_as_planned(tree: Tree) -> None:
    tree.apply()
    for file in PLAN.files:
        path = tree.machine.at(file.path)
        assert path.read_text() == file.content
        assert path.stat().st_mode & 0o777 == file.mode
    assert tree.machine.at(DATA).stat().st_mode & 0o777 == 0o700
    command = tree.machine.at(PLAN.links[0].path)
    assert str(command.readlink()) == str(CURRENT / "bin/pilotwire")


def test_a_folder_does_not_touch_the_system(tree: Tree) -> None:
    tree.apply()
    assert tree.ran == []


def test_on_a_machine_the_system_is_told_in_order_and_only_once(tree: Tree) -> None:
    machine = Machine(root=tree.machine.root, say=tree.said.append, run=tree.run)
    apply_plan(PLAN, machine, frozenset({CURRENT}))
    assert tree.ran[0] == "systemd-sysusers /etc/sysusers.d/pilotwire.conf"
    assert tree.ran.index("systemctl daemon-reload") < tree.ran.index("systemctl restart pilotwire.service")
    tree.ran.clear()
    assert apply_plan(PLAN, machine) == 0
    assert tree.ran == ["systemctl enable pilotwire.service", "systemctl start pilotwire.service"]


def test_what_a_machine_need_not_have_is_passed_and_what_it_has_to_is_not(tree: Tree) -> None:
    def without(missing: str) -> Machine:
        def run(words: Sequence[str]) -> None:
            if words[0] == missing:
                raise InstallError(f"{missing} is not there")

        return Machine(root=tree.machine.root, say=tree.said.append, run=run)

    apply_plan(PLAN, without("udevadm"))
    assert "passed   udevadm is not there" in tree.said
    with pytest.raises(InstallError, match="systemctl is not there"):
        apply_plan(PLAN, without("systemctl"))


def test_what_the_system_could_not_be_told_is_told_by_the_next_run(tree: Tree) -> None:
    def refuse(words: Sequence[str]) -> None:
        if "daemon-reload" in words:
            raise InstallError("not now")

    with pytest.raises(InstallError, match="not now"):
        apply_plan(PLAN, Machine(root=tree.machine.root, say=tree.said.append, run=refuse))
    machine = Machine(root=tree.machine.root, say=tree.said.append, run=tree.run)
    apply_plan(PLAN, machine)
    assert "systemctl daemon-reload" in tree.ran
    assert apply_plan(PLAN, machine) == 0


def test_removing_stops_the_service_first(tree: Tree) -> None:
    tree.apply()
    take_back(PLAN, Machine(root=tree.machine.root, say=tree.said.append, run=tree.run), purge=False)
    assert tree.ran == ["systemctl disable --now pilotwire.service", "systemctl daemon-reload"]


def test_a_second_run_changes_nothing(tree: Tree) -> None:
    tree.apply()
    before = tree.times()
    assert tree.apply() == 0
    assert tree.said == []
    assert tree.times() == before


def test_a_dry_run_says_the_same_and_does_nothing(tmp_path: Path) -> None:
    real, dry = Tree(tmp_path / "tree"), Tree(tmp_path / "tree")
    machine = Machine(root=dry.machine.root, real=False, say=dry.said.append, dry=True, run=dry.run)
    apply_plan(PLAN, machine)
    assert not machine.root.exists()
    real.apply()
    assert dry.said == real.said


def test_an_edited_file_is_kept_as_a_copy_and_said(tree: Tree) -> None:
    tree.apply()
    unit = tree.machine.at(UNIT)
    unit.write_text("# mine\n")
    tree.apply()
    assert unit.with_name(unit.name + COPY_SUFFIX).read_text() == "# mine\n"
    assert "[Service]" in unit.read_text()
    assert any("was edited" in line for line in tree.said)


def test_a_file_of_an_older_version_is_replaced_without_a_copy(tree: Tree) -> None:
    tree.apply(installation(InstallOptions(adapter=Adapter(name="ttyAMA0"))))
    assert tree.apply() == 1
    assert not any(name.endswith("~") for name in tree.files())


def test_the_options_of_a_person_are_never_overwritten(tree: Tree) -> None:
    tree.apply()
    options = tree.machine.at(OPTIONS)
    options.write_text("PILOTWIRE_WEB=:8080\n")
    assert tree.apply(installation(InstallOptions(web=":9000", adapter=ADAPTER))) == 0
    assert options.read_text() == "PILOTWIRE_WEB=:8080\n"


def test_uninstalling_leaves_the_state_and_nothing_else(tree: Tree) -> None:
    tree.apply()
    (tree.machine.at(DATA) / "pilotwire.db").write_text("energy")
    take_back(PLAN, tree.machine, purge=False)
    assert tree.files() == {f"{DATA}/pilotwire.db"}


def test_purging_leaves_nothing(tree: Tree) -> None:
    tree.apply()
    (tree.machine.at(DATA) / "pilotwire.db").write_text("energy")
    take_back(PLAN, tree.machine, purge=True)
    assert tree.files() == set()


def test_uninstalling_keeps_a_copy_of_what_was_edited(tree: Tree) -> None:
    tree.apply()
    tree.machine.at(UNIT).write_text("# mine\n")
    take_back(PLAN, tree.machine, purge=True)
    assert tree.files() == {f"{UNIT}{COPY_SUFFIX}"}


def test_something_in_the_way_of_a_link_is_not_removed(tree: Tree) -> None:
    command = tree.machine.at(PLAN.links[0].path)
    command.parent.mkdir(parents=True)
    command.write_text("another program")
    with pytest.raises(InstallError, match="in the way"):
        tree.apply()
    assert command.read_text() == "another program"


def test_without_permission_it_says_what_to_do(tree: Tree) -> None:
    refused = PermissionError(errno.EACCES, "Permission denied", "/etc/x")
    system = Machine(say=tree.said.append, run=tree.run)
    assert str(cannot(refused, system)) == "No permission for /etc/x: run it with sudo."
    assert "choose a folder that is yours" in str(cannot(refused, tree.machine))


def test_a_file_where_a_folder_should_be_is_one_clear_message(tree: Tree) -> None:
    (tree.machine.root / "etc").write_text("")
    with pytest.raises(InstallError, match="etc"):
        tree.apply()
