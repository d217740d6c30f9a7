// Verifies a bundle by a key with sigstore-js: node verify.js BUNDLE.json KEY.pub.pem
// Prints the payload and ends with 0, or says why not and ends with 1.
'use strict';

const fs = require('node:fs');
const crypto = require('node:crypto');
const { bundleFromJSON } = require('@sigstore/bundle');
const { Verifier, toSignedEntity, toTrustMaterial } = require('@sigstore/verify');

const [, , bundleFile, keyFile] = process.argv;
try {
    const bundle = bundleFromJSON(JSON.parse(fs.readFileSync(bundleFile, 'utf8')));
    const rawBytes = crypto.createPublicKey(fs.readFileSync(keyFile)).export({ type: 'spki', format: 'der' });
    const hint = crypto.createHash('sha256').update(rawBytes).digest('base64');
    const nobody = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
    const trust = toTrustMaterial(nobody, { [hint]: { rawBytes } });
    const none = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 };
    new Verifier(trust, none).verify(toSignedEntity(bundle));
    process.stdout.write(bundle.content.dsseEnvelope.payload);
} catch (e) {
    console.error(`${e.name} ${e.code ?? ''}: ${e.message}`);
    process.exitCode = 1;
}
