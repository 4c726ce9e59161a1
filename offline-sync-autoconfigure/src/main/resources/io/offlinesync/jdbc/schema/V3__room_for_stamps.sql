-- Room in each page, so that new stamps find a place beside the old ones and no index has to learn of them.
alter table sync_metadata set (fillfactor = 85);
