// Holds a SARIF log against the schema of SARIF 2.1.0: node sarif.js LOG.sarif
// Ends with 0, or prints what does not fit, a line each, and ends with 1.
'use strict';

const fs = require('node:fs');
const Ajv = require('ajv');

const ajv = new Ajv({ allErrors: true, schemaId: 'auto', format: 'full' });
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const fits = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
const log = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
if (!fits(log)) {
    fits.errors.forEach((error) => console.log(`${error.dataPath} ${error.message}`));
    process.exitCode = 1;
}
