"""A worker's process, as a pool starts it: `python -P -m veertien.speech.processes DIGEST`, of its code."""

import sys

from veertien.speech.processes.worker import begin, work

if __name__ == "__main__":
    begin(sys.argv[1])
    work()
