"""What is no backup of ours, or no longer one, is refused before anything is unpacked."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scenariowiki.runtime import backup
from scenariowiki.runtime.backup import Refused

# What is refused does not depend on the database inside.
pytestmark = pytest.mark.parametrize("make_instance", ["sqlite"], indirect=True)


def rewrite(path: Path, change: Any) -> Path:
    """Write a backup anew after `change` had its way with the members and the manifest."""
    with zipfile.ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    changed = path.with_name("changed.zip")
    with zipfile.ZipFile(changed, "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
        target.writestr("manifest.json", json.dumps(manifest))
    return changed


def refusal(path: Path) -> str:
    """Return why a backup is not believed."""
    with pytest.raises(Refused) as refused:
        backup.verify(path)
    return refused.value.reason


def test_a_changed_byte_is_found(made: Path) -> None:
    def flip(members: dict[str, bytes], manifest: Any) -> None:
        content = members["settings/secret_key"]
        members["settings/secret_key"] = bytes([content[0] ^ 1]) + content[1:]

    assert refusal(rewrite(made, flip)) == "backup_damaged"


def test_a_member_too_many_or_too_few_is_found(made: Path) -> None:
    assert refusal(rewrite(made, lambda members, _: members.update(extra=b""))) == "backup_damaged"
    assert refusal(rewrite(made, lambda members, _: members.popitem())) == "backup_damaged"


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "files/../../evil",
        "files/a\\b",
        "files/.hidden",
        "settings/../x",
        "C:evil",
        "files//x",
    ],
)
def test_a_member_that_would_leave_its_place_is_refused(made: Path, name: str) -> None:
    def smuggle(members: dict[str, bytes], manifest: Any) -> None:
        members[name] = b"\x89PNG"
        manifest["members"][name] = manifest["members"]["files/ab/图.png"]

    assert refusal(rewrite(made, smuggle)) == "backup_hostile"


def test_a_symbolic_link_is_refused(made: Path, tmp_path: Path) -> None:
    def link(members: dict[str, bytes], manifest: Any) -> None:
        manifest["members"]["files/link"] = {"size": 11, "sha256": "0" * 64}

    changed = rewrite(made, link)
    info = zipfile.ZipInfo("files/link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(changed, "a") as target:
        target.writestr(info, "/etc/passwd")

    assert refusal(changed) == "backup_hostile"


def test_a_member_larger_than_it_says_is_not_unpacked_further(made: Path) -> None:
    def swell(members: dict[str, bytes], manifest: Any) -> None:
        members["settings/secret_key"] = bytes(50_000_000)

    assert refusal(rewrite(made, swell)) == "backup_damaged"


@pytest.mark.parametrize(
    "change",
    [
        lambda _, manifest: manifest.update(format=2),
        lambda _, manifest: manifest.update(engine="oracle"),
        lambda _, manifest: manifest.update(members=[]),
        lambda _, manifest: manifest.pop("counts"),
        lambda _, manifest: manifest.update(counts={"account": "many"}),
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(made: Path, change: Any) -> None:
    assert refusal(rewrite(made, change)) in {"backup_damaged", "backup_other_format"}


def test_a_torn_backup_is_refused_wherever_it_was_cut(made: Path) -> None:
    whole = made.read_bytes()
    torn = made.with_name("torn.zip")

    for share in (0.1, 0.5, 0.9, 0.999):
        torn.write_bytes(whole[: int(len(whole) * share)])
        assert refusal(torn) == "backup_damaged"
