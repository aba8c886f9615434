BEGIN TRANSACTION;
CREATE TABLE ktt_files (
	path TEXT NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	sha VARCHAR(64), 
	"key" VARCHAR(64), 
	standing TEXT, 
	form VARCHAR(20), 
	unit TEXT, 
	province TEXT, 
	name TEXT, 
	document VARCHAR(12), 
	higher TEXT, 
	error TEXT, 
	target TEXT, 
	copied TEXT, 
	notes TEXT, 
	rows BLOB, 
	run INTEGER NOT NULL, 
	PRIMARY KEY (path)
);
CREATE TABLE ktt_findings (
	id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	fingerprint VARCHAR(40) NOT NULL, 
	rule VARCHAR(10) NOT NULL, 
	severity VARCHAR(10) NOT NULL, 
	verdict VARCHAR(14) NOT NULL, 
	stage VARCHAR(10) NOT NULL, 
	sheet TEXT, 
	cell VARCHAR(20), 
	"key" TEXT NOT NULL, 
	title TEXT NOT NULL, 
	message TEXT NOT NULL, 
	value TEXT, 
	expected TEXT, 
	difference TEXT, 
	basis TEXT NOT NULL, 
	fix TEXT NOT NULL, 
	related TEXT NOT NULL, 
	across BOOLEAN NOT NULL, 
	unit TEXT, 
	PRIMARY KEY (id)
);
CREATE TABLE ktt_runs (
	id INTEGER NOT NULL, 
	folder TEXT NOT NULL, 
	as_of DATE NOT NULL, 
	started DATETIME NOT NULL, 
	finished DATETIME, 
	tool VARCHAR(40) NOT NULL, 
	rules VARCHAR(40) NOT NULL, 
	profile TEXT, 
	counts TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE ktt_schema (
	version INTEGER NOT NULL
);
INSERT INTO "ktt_schema" VALUES(1);
CREATE TABLE ktt_spells (
	id INTEGER NOT NULL, 
	fingerprint VARCHAR(40) NOT NULL, 
	rule VARCHAR(10) NOT NULL, 
	severity VARCHAR(10) NOT NULL, 
	stage VARCHAR(10) NOT NULL, 
	unit TEXT, 
	path TEXT NOT NULL, 
	sheet TEXT, 
	cell VARCHAR(20), 
	message TEXT NOT NULL, 
	opened INTEGER NOT NULL, 
	closed INTEGER, 
	ended VARCHAR(10), 
	PRIMARY KEY (id)
);
CREATE TABLE ktt_unchecked (
	id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	rule VARCHAR(10), 
	sheet TEXT, 
	cell VARCHAR(20), 
	reason TEXT NOT NULL, 
	blocks BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX ix_ktt_findings_path ON ktt_findings (path);
CREATE INDEX ix_ktt_unchecked_path ON ktt_unchecked (path);
CREATE INDEX ktt_spells_fingerprint ON ktt_spells (fingerprint);
CREATE INDEX ktt_spells_open ON ktt_spells (closed);
COMMIT;
