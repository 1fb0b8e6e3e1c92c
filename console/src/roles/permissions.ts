// Everything that a role can allow, by module, in words that a person reads.

import { useState } from 'react'
import { useTranslate } from 'react-admin'
import { useList } from '../api/records'

export interface Permission {
  id: string
  /** The path below /api/ and the method. */
  name: string
  words: string
}

export interface Module {
  name: string
  words: string
  permissions: Permission[]
}

/** The modules; the server's own words where the catalogue has no others. */
export function useModules(enabled = true) {
  const translate = useTranslate()
  const { data, error } = useList('roles/permissions', {}, { enabled, staleTime: Infinity })
  const inWords = (of: 'modules' | 'permissions', name: string, words: string) =>
    translate(`resources.roles.${of}.${name}`, { _: words })
  const modules = data?.map(({ moduleName, children }): Module => ({
    name: moduleName,
    words: inWords('modules', moduleName, moduleName),
    permissions: children.map(({ permissionResourceId, permissionName, permissionDescription }) => ({
      id: permissionResourceId ?? '',
      name: permissionName ?? '',
      words: inWords('permissions', permissionName ?? '', permissionDescription ?? ''),
    })),
  }))
  return { modules, error }
}

export interface Found {
  module: Module
  /** Those of its permissions that were asked for. */
  shown: Permission[]
}

/** The permissions about which everything that was typed can be read. */
export function matching(modules: readonly Module[], typed: string): Found[] {
  const asked = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return modules
    .map((module) => ({
      module,
      shown: module.permissions.filter(({ name, words }) => {
        const text = `${module.words} ${words} ${name}`.toLocaleLowerCase()
        return asked.every((word) => text.includes(word))
      }),
    }))
    .filter(({ shown }) => shown.length > 0)
}

/** Which modules are folded, by their names. */
export function useFolding(modules: readonly Module[], foldedAtFirst: readonly Module[]) {
  const names = (of: readonly Module[]) => new Set(of.map(({ name }) => name))
  const [folded, setFolded] = useState(() => names(foldedAtFirst))
  return {
    isFolded: ({ name }: Module) => folded.has(name),
    allFolded: folded.size === modules.length,
    fold: ({ name }: Module) => {
      const others = new Set(folded)
      if (!others.delete(name)) others.add(name)
      setFolded(others)
    },
    foldAll: () => setFolded(names(modules)),
    unfoldAll: () => setFolded(new Set()),
  }
}

export type Folding = ReturnType<typeof useFolding>
