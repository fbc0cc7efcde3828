"""The client for asyncio and trio. `_sync` is made of this by tools/make_sync.py."""
