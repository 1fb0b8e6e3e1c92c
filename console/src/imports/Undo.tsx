import UndoIcon from '@mui/icons-material/UndoOutlined'
import { Button } from '@mui/material'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { useMay } from '../session/useSession'
import { Confirming } from '../shared/Confirming'
import { undoImport } from './imports'

/** Takes an import back. When that is not allowed any more, the server says why. */
export function Undo({ company, id }: { company: string; id: string }) {
  const translate = useTranslate()
  const notify = useNotify()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const mayUndo = useMay('user-imports/{resourceId}/undo|POST')
  if (!mayUndo) return null
  return (
    <>
      <Button variant="outlined" color="error" startIcon={<UndoIcon />} sx={{ mt: 2 }} onClick={() => setAsking(true)}>
        {translate('resources.imports.undo.action')}
      </Button>
      {asking && (
        <Confirming
          danger
          title={translate('resources.imports.undo.title')}
          action={translate('resources.imports.undo.action')}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await undoImport(company, id)
            notify('resources.imports.undo.done', { type: 'success' })
            await queries.invalidateQueries({ queryKey: ['imports'] })
          }}
        >
          {translate('resources.imports.undo.warning')}
        </Confirming>
      )}
    </>
  )
}
