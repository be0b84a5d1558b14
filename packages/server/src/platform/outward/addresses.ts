import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** A place nobody is let in to. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** Not of the public internet (IANA special-purpose registries, IPv4 and IPv6). */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  // IPv4 within IPv6 that is not plain `::ffff:` (that counts as the IPv4 it is): led on elsewhere.
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2002::/16',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
] as const;

/** Which addresses may be called: public ones, and the operator's own that they named. */
export class Addresses {
  readonly #forbidden = listOf(NOT_PUBLIC);
  readonly #named: BlockList;

  /** `named`: networks in the form `10.0.0.0/8`. */
  constructor(named: readonly string[] = []) {
    this.#named = listOf(named);
  }

  /** Of the operator's own networks: plain HTTP will do. */
  isNamed(address: string): boolean {
    return this.#named.check(address, familyOf(address));
  }

  isAllowed(address: string): boolean {
    return this.isNamed(address) || !this.#forbidden.check(address, familyOf(address));
  }

  /**
   * The addresses of a host, all of them allowed. Whoever calls them must call these and ask no second
   * time: the answer could be another.
   */
  async resolve(hostname: string): Promise<LookupAddress[]> {
    const host = hostname.replace(/^\[|\]$/g, '');
    const version = isIP(host);
    const found =
      version === 0
        ? await lookup(host, { all: true, verbatim: true })
        : [{ address: host, family: version }];
    const bad = found.find(({ address }) => !this.isAllowed(address));
    if (bad !== undefined) throw new ForbiddenAddress(`${bad.address} is not a public address`);
    return found;
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of networks) {
    const [address = '', bits = ''] = text.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
