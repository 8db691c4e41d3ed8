"""Everything with effects: settings, import, batch, snapshots, scheduler, API, pages, exports, commands."""
