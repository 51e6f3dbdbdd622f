#!/usr/bin/env bash
# phonenumberslite 9.0.42 (Google's libphonenumber for Python): of the Dutch numbers of 14 and an area code, by which one calls
# the town hall, it takes 233 for valid. 89 of these have an area code in which the same library takes no telephone number for
# valid: 140220 is valid, 0220 and any six digits are not. The pattern for the first goes by their first four or five digits,
# that for the second by the whole code. As +31140220 it is valid too, its type is that of 088-numbers, and the functions for short
# numbers know no 14-number at all. So what the library calls valid is no list of whom a PBX can call: that takes the area codes.
#
# Output seen with phonenumberslite 9.0.42, Python 3.11, of all numbers of five and six digits that begin with 14:
#   valid: 33 of five digits, 200 of six
#   valid, and no telephone number in that area code is: 89 (140110, 140112, 140116, 140119, 140160 ...)
#   valid as short numbers: 0
#   14020: valid, UAN, +3114020 valid
#   140229: valid, UAN, +31140229 valid
#   140220: valid, UAN, +31140220 valid
#   022920xxxx to 022999xxxx: 80 of 80 valid
#   022020xxxx to 022099xxxx: 0 of 80 valid
. "$(dirname "$0")/lib/python.sh"
install phonenumberslite==9.0.42
cat >"$work/try.py" <<'EOF'
import phonenumbers


def valid(digits):
    return phonenumbers.is_valid_number(phonenumbers.parse(digits, "NL"))


def telephones(code):
    """Numbers in an area code, of ten digits in all, with different beginnings."""
    return [f"{code}{start}{'1234567'[: 8 - len(code)]}" for start in range(20, 100)]


five, six = ([str(number) for number in numbers if valid(str(number))] for numbers in (range(14000, 15000), range(140000, 150000)))
print(f"valid: {len(five)} of five digits, {len(six)} of six")
dead = [number for number in (*five, *six) if not any(map(valid, telephones(number[2:])))]
print(f"valid, and no telephone number in that area code is: {len(dead)} ({', '.join(dead[:5])} ...)")
short = [number for number in (*five, *six) if phonenumbers.is_valid_short_number(phonenumbers.parse(number, "NL"))]
print("valid as short numbers:", len(short))
for number in ("14020", "140229", "140220"):
    parsed = phonenumbers.parse(number, "NL")
    kind = phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(parsed))
    whole = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    print(f"{number}: {'' if valid(number) else 'not '}valid, {kind}, {whole} {'' if valid(whole) else 'not '}valid")
for code in ("0229", "0220"):
    print(f"{code}20xxxx to {code}99xxxx: {sum(map(valid, telephones(code)))} of 80 valid")
EOF
"$work/venv/bin/python" "$work/try.py" | tee "$work/seen"
grep -E '^#   [v01]' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "other numbers are valid"
echo "as stated"
