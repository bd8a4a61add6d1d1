"""What the hub does, apart from how it is reached and where it is kept.

`exchange` takes letters in and gives letters out; `record` merges and projects them; `scope` says who must hold which
dossier; `register` is the hub's authority over units, officers and trust; `devices` enrols; `console` is what
administrators see and do.
"""
