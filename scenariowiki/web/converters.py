"""How numbers are written in an address: a scenario's as 218 or S-218, an id as a column can hold it."""

from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError


class NumberConverter(BaseConverter):
    regex = r"(?:[Ss]-)?[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        number = int(value.lstrip("Ss-"))
        if number == 0:
            raise ValidationError
        return number

    def to_url(self, value: int) -> str:
        return str(int(value))


class IdConverter(IntegerConverter):
    """A whole number that fits a column; a longer one is an address that does not exist."""

    regex = r"[0-9]{1,9}"
