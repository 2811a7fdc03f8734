"""Hostile sources against the whole pipeline: nothing that runs comes out, and it always comes to an end."""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.text.markdown import fill_references, plain, references, render, render_inline
from scenariowiki.text.markdown.sanitiser import sanitise

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).resolve().parents[2]
ATTACK = ROOT / "../shared/data/attack"

TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong", "s"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "img"),
}
ATTRIBUTES = {"href", "title", "rel", "data-ref", "src", "alt", "class", "start", "align"}
SAFE_ADDRESS = re.compile(r"(https?://[^\s@/]|mailto:|tel:|/(?![/\\])|#)", re.IGNORECASE)

PATHOLOGICAL_CPU_SECONDS = 30


class Oracle(HTMLParser):
    """Collects whatever a browser might run, fetch elsewhere, or take for the page's own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.violations: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.violations.append(f"tag {tag}")
        for name, value in attrs:
            self.violations.extend(self._wrong(tag, name, value or ""))

    def _wrong(self, tag: str, name: str, value: str) -> Iterator[str]:
        if name not in ATTRIBUTES:
            yield f"attribute {name}"
        if name in {"href", "src"} and not SAFE_ADDRESS.match(value):
            yield f"address {value}"
        if tag == "img" and name == "src" and not value.startswith(("/", "#")):
            yield f"outside image {value}"
        if name == "class" and not value.startswith("language-"):
            yield f"class {value}"

    def handle_comment(self, data: str) -> None:
        self.violations.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.violations.append(f"declaration {decl}")

    def handle_pi(self, data: str) -> None:
        self.violations.append(f"instruction {data}")


def violations(html: str) -> list[str]:
    oracle = Oracle()
    oracle.feed(html)
    oracle.close()
    return oracle.violations


def corpus(name: str) -> list[Any]:
    path = ATTACK / name
    if not path.is_file():
        pytest.skip(f"no attack corpus {path}")
    text = path.read_text()
    return [json.loads(line) for line in text.splitlines()] if name.endswith("l") else json.loads(text)


def settings_of(payload: str) -> Iterator[str]:
    """Put the payload wherever Markdown takes text."""
    yield payload
    yield f"[x]({payload})"
    yield f"[x](<{payload}>)"
    yield f'![{payload}](/x "{payload}")'
    yield f"[x][y]\n\n[y]: {payload}"
    yield f"<{payload}>"
    yield f"```{payload}\nx\n```"
    yield f"|{payload}|\n|-|\n|{payload}|"
    yield f"- [ ] {payload}\n\n# {payload}"


@pytest.mark.data
@pytest.mark.parametrize("name", ["xss_owasp_filter_evasion.jsonl", "xss_bleach_tests.jsonl"])
def test_no_payload_comes_through(name: str) -> None:
    for case in corpus(name):
        for source in settings_of(case["payload"]):
            html = render(source)

            assert violations(html) == [], source
            assert sanitise(html) == html, source


@pytest.mark.data
@pytest.mark.parametrize("name", ["xss_owasp_filter_evasion.jsonl", "xss_bleach_tests.jsonl"])
def test_the_walls_stand_without_the_parser(name: str) -> None:
    for case in corpus(name):
        html = sanitise(case["payload"])

        assert violations(html) == [], case
        assert sanitise(html) == html, case


@pytest.mark.data
@pytest.mark.parametrize("name", ["xss_owasp_filter_evasion.jsonl", "xss_bleach_tests.jsonl"])
def test_no_title_breaks_out_of_a_reference(name: str) -> None:
    html = render("S-1")

    for case in corpus(name):
        assert violations(fill_references(html, {1: case["payload"]})) == []


@pytest.mark.data
@pytest.mark.parametrize("name", ["blns.json", "names_unicode.json", "open_redirect.json"])
def test_naughty_strings_raise_nothing(name: str) -> None:
    for case in corpus(name):
        text = case if isinstance(case, str) else str(case.get("value", case.get("next", case)))

        for source in settings_of(text):
            assert violations(render(source)) == []
            assert isinstance(plain(source), str)


MARKDOWN = st.text(alphabet=st.sampled_from(list("<>&\"'`*_~[]()!#-|:\\\n \tS-1aj/x客\u202e\0")), max_size=80)


@given(MARKDOWN)
def test_whatever_is_typed_is_safe_and_stays_so(source: str) -> None:
    html = render(source)

    assert violations(html) == []
    assert sanitise(html) == html
    assert violations(render_inline(source)) == []


@given(MARKDOWN)
def test_every_reference_listed_is_rendered(source: str) -> None:
    rendered = re.findall(r'data-ref="(\d+)"', render(source))

    assert references(source) == tuple(dict.fromkeys(map(int, rendered)))


HTML_SECTIONS = {"HTML blocks", "Raw HTML"}


@pytest.mark.data
def test_commonmark_is_read_as_specified() -> None:
    examples = corpus("commonmark_0.31.2_spec.json")

    same = [one for one in examples if normal(render(one["markdown"])) == expected(one["html"])]
    wrong = [one["example"] for one in examples if one not in same and not deliberate(one)]

    assert wrong == []
    assert len(same) > 400


def normal(html: str) -> str:
    return html.replace("<br>\n", "\n")


def expected(html: str) -> str:
    """Give the specified HTML with our headings, and characters escaped the way nh3 does."""
    demoted = re.sub(r"(</?h)([1-6])>", lambda match: f"{match[1]}{min(int(match[2]) + 2, 6)}>", html)
    return normal(demoted.replace("<br />", "<br>").replace("<hr />", "<hr>").replace("&quot;", '"'))


def deliberate(example: dict[str, Any]) -> bool:
    """Tell whether the example has what we treat otherwise on purpose: HTML, addresses, code names."""
    source, html = example["markdown"], example["html"]
    return bool(
        example["section"] in HTML_SECTIONS
        or re.search(r"<(a|img|code class)\b|\]\(|\]:|<[a-z/!?]", html + source)
        or "\u00a0" in html
        or "[ ]" in source
    )


@pytest.mark.data
def test_pathological_sources_come_to_an_end(tmp_path: Path) -> None:
    sources = [made(case)[: 256 * 1024] for case in corpus("markdown_pathological.json")]
    (tmp_path / "sources.json").write_text(json.dumps(sources))

    done = subprocess.run(
        [sys.executable, "-c", RENDER_ALL, str(tmp_path / "sources.json")],
        cwd=ROOT,
        preexec_fn=limit_cpu,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(len(sources))


RENDER_ALL = """
import json, pathlib, sys
from scenariowiki.text.markdown import render
sources = json.loads(pathlib.Path(sys.argv[1]).read_text())
print(sum(isinstance(render(source), str) for source in sources))
"""


def limit_cpu() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PATHOLOGICAL_CPU_SECONDS, PATHOLOGICAL_CPU_SECONDS))


GENERATED = {
    "backticks growing": lambda count: "".join("e" + "`" * size for size in range(1, count)),
    "deeply nested lists": lambda count: "".join("  " * level + "* a\n" for level in range(count)),
    "references distinct": lambda count: (
        "".join(f"[{number}]: u\n" for number in range(count)) + "[0] " * 5000
    ),
}


def made(case: dict[str, Any]) -> str:
    if "parts" in case:
        return "".join(text * count for text, count in case["parts"])
    return GENERATED[case["name"]](case["N"])
