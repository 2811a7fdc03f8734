"""The segmenter in plain Python, for platforms without rjieba."""

import warnings
from collections.abc import Iterable
from importlib.metadata import version

with warnings.catch_warnings():
    # jieba asks the deprecated pkg_resources for its dictionary and has invalid escapes in its source.
    warnings.simplefilter("ignore")
    import jieba


class JiebaSegmenter:
    """jieba without its cache file: that is unmarshalled from a folder which everybody may write to."""

    def __init__(self) -> None:
        self.version = f"jieba={version('jieba')}"
        self._jieba = jieba.Tokenizer()
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
        self._jieba.initialized = True

    def cut(self, run: str) -> Iterable[tuple[str, int, int]]:
        """Cut a run of Han characters in search mode: word, start, end."""
        cut: Iterable[tuple[str, int, int]] = self._jieba.tokenize(run, "search")
        return cut

    def texts(self, text: str) -> list[str]:
        """Cut a text in search mode."""
        return list(self._jieba.cut_for_search(text))

    def add(self, word: str) -> None:
        """Add a word to the dictionary."""
        self._jieba.add_word(word)
