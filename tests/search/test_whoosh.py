"""What only the embedded engine can suffer: killed writers, damaged files, foreign versions, threads."""

import importlib.metadata
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scenariowiki.search.embedded import store
from scenariowiki.search.embedded.reader import WhooshIndex
from scenariowiki.search.embedded.writer import WhooshWriter
from scenariowiki.search.engines import open_index
from scenariowiki.search.grammar import parse
from scenariowiki.search.index import (
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexOutdated,
    IndexUnavailableError,
    Request,
)
from tests.search.conftest import EVERYTHING, Make, ids_of

ROOT = Path(__file__).resolve().parents[2]


def find(root: Path, text: str) -> list[int]:
    page = WhooshIndex(root).search(Request(query=parse(text), visible=EVERYTHING, limit=100))
    return sorted(ids_of(page))


@pytest.fixture
def root(tmp_path: Path, document: Make) -> Path:
    writer = WhooshWriter(tmp_path / "index")
    writer.rebuild((document(number, "客户申请退款", "快递丢失") for number in range(1, 41)), 1)
    writer.upsert([document(number, "客户申请退款", "第二批") for number in range(31, 51)], 2)
    return tmp_path / "index"


def test_exactly_one_build_of_whoosh_is_installed() -> None:
    found = importlib.metadata.packages_distributions()["whoosh"]

    assert found == ["Whoosh-Reloaded"]


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    index = open_index(f"whoosh:{tmp_path}/nowhere")

    with pytest.raises(IndexMissing):
        index.watermark()
    assert index.health().fault == "IndexMissing"
    with pytest.raises(IndexMissing):
        WhooshWriter(tmp_path / "nowhere").delete([1], 1)


@pytest.mark.parametrize("name", ["schema", "analyser"])
def test_an_index_of_another_version_is_refused(root: Path, name: str, document: Make) -> None:
    current = json.loads((root / "current").read_text("utf-8"))
    (root / "current").write_text(json.dumps({**current, name: "older"}), "utf-8")

    with pytest.raises(IndexOutdated):
        find(root, "退款")
    with pytest.raises(IndexOutdated):
        WhooshWriter(root).upsert([document(1)], 3)

    WhooshWriter(root).rebuild([document(1, "退款")], 3)
    assert find(root, "退款") == [1]


def files_of(root: Path) -> list[Path]:
    """List the files that hold anything; checksums are not missed when they are gone."""
    return sorted(
        path for path in root.rglob("*") if path.is_file() and path.stat().st_size and path.suffix != ".crc"
    )


@pytest.mark.parametrize("how", ["delete", "truncate", "flip", "empty"])
def test_any_damaged_file_is_noticed_and_healed_by_a_rebuild(root: Path, how: str, document: Make) -> None:
    """R4: a lost or altered file never gives wrong answers."""
    expected = find(root, "退款")
    chosen = random.Random(how)
    names = [path.name for path in files_of(root)]
    for number in range(len(names)):
        path = files_of(root)[number]
        damage(path, how, chosen)

        with pytest.raises(IndexUnavailableError) as refused:
            find(root, "退款")
        assert isinstance(refused.value, IndexDamaged | IndexMissing | IndexOutdated)

        WhooshWriter(root).rebuild((document(n, "客户申请退款", "快递丢失") for n in range(1, 41)), 1)
        WhooshWriter(root).upsert([document(n, "客户申请退款", "第二批") for n in range(31, 51)], 2)
        assert find(root, "退款") == expected


def damage(path: Path, how: str, chosen: random.Random) -> None:
    data = bytearray(path.read_bytes())
    place = chosen.randrange(len(data))
    match how:
        case "delete":
            path.unlink()
            return
        case "truncate":
            data = data[:place]
        case "flip":
            data[place] ^= 1 << chosen.randrange(8)
        case "empty":
            data = bytearray()
    path.write_bytes(data)


def test_a_damaged_index_refuses_writes_until_it_is_rebuilt(root: Path, document: Make) -> None:
    for path in root.rglob("*.toc"):
        path.write_bytes(b"rubbish")

    with pytest.raises(IndexDamaged):
        WhooshWriter(root).upsert([document(1, "退款")], 9)

    WhooshWriter(root).rebuild([document(1, "退款")], 9)
    assert find(root, "退款") == [1]


def test_an_open_reader_goes_on_when_files_are_removed_under_it(root: Path, document: Make) -> None:
    index = WhooshIndex(root)
    request = Request(query=parse("退款"), visible=EVERYTHING)
    assert index.search(request).total == 50

    WhooshWriter(root).rebuild([document(1, "退款")], 5)

    assert index.search(request).total == 1
    assert len(list(root.glob("g-*"))) == 1


_STORM = """
import sys
from pathlib import Path
from scenariowiki.search.document import SearchDocument
from scenariowiki.search.embedded.writer import WhooshWriter
writer = WhooshWriter(Path(sys.argv[1]))
print("ready", flush=True)
for mark in range(int(sys.argv[2]), 1_000_000):
    writer.upsert([
        SearchDocument(id=n, version=mark, title=f"客户 v{mark}", body="退款" * (n % 50), audience="all",
                       state="published", facets={}, updated_at=1.0, created_at=1.0)
        for n in range(1, 41)], mark)
    print(mark, flush=True)
"""


def test_a_killed_writer_leaves_a_whole_index(root: Path, document: Make) -> None:
    """R1: after kill -9 at any moment the index is usable, has no half batch and takes new writes."""
    moments = random.Random(1)
    for start in range(1_000, 5_000, 1_000):
        command = [sys.executable, "-c", _STORM, str(root), str(start)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.stdout.readline()
        time.sleep(moments.uniform(0.0, 0.4))
        os.kill(process.pid, signal.SIGKILL)
        acknowledged = [int(line) for line in process.stdout if line.endswith("\n")]
        process.wait()
        process.stdout.close()

        index = WhooshIndex(root)
        versions = index.versions()
        assert len(versions) == 50
        assert len({versions[n] for n in range(1, 41)}) == 1
        assert index.watermark() == versions[1] >= max(acknowledged, default=0)
        WhooshWriter(root).upsert([document(n, "退款", version=1) for n in range(1, 41)], 3)


def test_a_second_writer_waits_then_gives_up(root: Path, document: Make) -> None:
    with store.locked(root, 0), pytest.raises(IndexBusy), store.locked(root, 0.1):
        pass

    WhooshWriter(root).upsert([document(99, "退款")], 3)
    assert 99 in find(root, "退款")


def test_threads_share_one_reader_while_commits_go_on(root: Path, document: Make) -> None:
    index = WhooshIndex(root)
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            page = index.search(Request(query=parse("客户申请退款 OR qh"), visible=EVERYTHING))
            if page.total != 50:
                wrong.append(page.total)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for mark in range(3, 30):
        WhooshWriter(root).upsert([document(n, "客户申请退款") for n in range(mark, mark + 10)], mark)
    done.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert index.watermark() == 29


def test_files_do_not_pile_up(root: Path, document: Make) -> None:
    for mark in range(3, 150):
        WhooshWriter(root).upsert([document(mark % 50 + 1, "客户申请退款")], mark)

    assert len(find(root, "退款")) == 50
    assert len(list(root.rglob("*.lst"))) <= 20
    assert len(list(root.rglob("*.new"))) == len(list(root.rglob("*.tmp"))) == 0


def test_reading_never_loads_the_pinyin_dictionary() -> None:
    program = (
        "import sys; import scenariowiki.search.engines as e; e.open_index('whoosh:/nowhere').health();"
        "print('pypinyin' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


def test_a_commit_never_merges_more_than_it_can_in_a_second_but_a_night_does(
    tmp_path: Path, document: Make
) -> None:
    writer = WhooshWriter(tmp_path)
    writer.rebuild([], 0)
    for mark in range(40):
        writer.upsert([document(mark * 100 + n, "退款") for n in range(1, 101)], mark)

    assert len(find(tmp_path, "退款")) == 100
    assert WhooshIndex(tmp_path).health().documents == 4000
    assert 5 <= len(list(tmp_path.rglob("*.lst"))) <= 25

    writer.tidy()

    assert len(list(tmp_path.rglob("*.lst"))) == 1
    assert len(find(tmp_path, "退款")) == 100
    assert WhooshIndex(tmp_path).health().documents == 4000
    assert WhooshIndex(tmp_path).watermark() == 39


def test_a_new_index_is_in_one_piece_however_little_memory_there_is(
    tmp_path: Path, document: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each word is looked up once for every piece: a hundred pieces doubled what a page cost."""
    monkeypatch.setattr("scenariowiki.search.embedded.writer._POOL_LIMIT", 100)
    some = [document(n, f"客户申请退款{n}", "快递丢失" if n % 2 else "丢失的快递") for n in range(1, 41)]

    WhooshWriter(tmp_path).rebuild(some, 7)

    assert len(list(tmp_path.rglob("*.lst"))) == 1
    assert find(tmp_path, '"快递丢失"') == list(range(1, 41, 2))
    assert find(tmp_path, '"退款17"') == [17]
    assert WhooshIndex(tmp_path).watermark() == 7
    assert WhooshIndex(tmp_path).versions() == {one.id: one.version for one in some}
