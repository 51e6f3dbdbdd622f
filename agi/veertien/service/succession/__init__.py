"""A daemon in the place of another; no call meets a closed port, as the new one is ready before the old one leaves.

Theory. The old daemon starts the new one, and gives it its listening sockets. Both processes have them then, with one
queue of those who connect, so the moment at which one stops to accept and the other begins is a gap for nobody. The new
one makes itself ready, says so, and waits. Then the old one accepts no more, and tells it which calls are its own: both
hear each event of Asterisk's manager, and each event is for one of them. Callers in the question finish with the old
one, and it ends when the calls have ended that it has put through, so their records are whole.

What the two say to each other (`channel.py`) may be said between two versions: it is kept small, and only added to.
"""
