"""A Zotero library, through `pyzotero`, on zotero.org or in the Zotero that runs on this machine.

`pyzotero` has one limit of time that cannot be set, none for the size of an answer, takes a refusal (429) for an
answer, and sleeps for as long as a server says, at the end of the program as well. All it sends therefore goes
through a client of ours, which waits at the gate of the host, keeps deadline and size, and answers refusals with
an error before `pyzotero` sees them.
"""
