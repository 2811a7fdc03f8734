"""How a scenario's number is written in an address: 218 or S-218, either names the same."""

from werkzeug.routing import BaseConverter, ValidationError


class NumberConverter(BaseConverter):
    regex = r"(?:[Ss]-)?[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        number = int(value.lstrip("Ss-"))
        if number == 0:
            raise ValidationError
        return number

    def to_url(self, value: int) -> str:
        return str(int(value))
