"""Writes src/JudgeCore/Tokens/nfc.txt from two files of the Unicode Character Database (Debian: package unicode-data).

usage: python3 eng/nfc-table.py FOLDER_WITH_UnicodeData.txt > src/JudgeCore/Tokens/nfc.txt
"""
import itertools
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1])
exclusions_text = (folder / "CompositionExclusions.txt").read_text()
version = re.search(r"-([\d.]+)\.txt", exclusions_text).group(1)
excluded = {int(line.split()[0], 16) for line in exclusions_text.splitlines() if line and not line.startswith("#")}
classes, decompositions = {}, []
for line in (folder / "UnicodeData.txt").read_text().splitlines():
    fields = line.split(";")
    code = int(fields[0], 16)
    if fields[3] != "0":
        classes[code] = int(fields[3])
    if fields[5] and not fields[5].startswith("<"):
        decompositions.append((code, [int(part, 16) for part in fields[5].split()]))

print(f"# Unicode {version}, written by eng/nfc-table.py; Copyright Unicode, Inc., https://www.unicode.org/license.txt")
print("# class FIRST LAST: canonical combining class of a range. = : canonical decomposition; ~ : the same, never composed again.")
for combining, group in itertools.groupby(sorted(classes.items()), key=lambda item: item[1]):
    codes = [code for code, _ in group]
    for _, run in itertools.groupby(enumerate(codes), key=lambda item: item[1] - item[0]):
        run = [code for _, code in run]
        print(f"{combining} {run[0]:X} {run[-1]:X}")
for code, parts in decompositions:
    # Excluded by the list, singletons, and what begins with (or is) a combining mark.
    never = code in excluded or len(parts) == 1 or code in classes or parts[0] in classes
    print(f"{'~' if never else '='} {code:X} {' '.join(f'{part:X}' for part in parts)}")
