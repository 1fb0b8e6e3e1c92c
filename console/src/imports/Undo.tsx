import UndoIcon from '@mui/icons-material/UndoOutlined'
import { Button } from '@mui/material'
import { useState } from 'react'
import { useNotify, useTranslate } from 'react-admin'
import { useChanges, useForget } from '../api/records'
import { useMay } from '../session/useSession'
import { Confirming } from '../shared/Confirming'

/** Takes an import back. When that is not allowed any more, the server says why. */
export function Undo({ company, id }: { company: string; id: string }) {
  const translate = useTranslate()
  const notify = useNotify()
  const { deeds } = useChanges()
  const forget = useForget()
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
            await deeds.undoImport(company, id)
            notify('resources.imports.undo.done', { type: 'success' })
            await forget('imports')
          }}
        >
          {translate('resources.imports.undo.warning')}
        </Confirming>
      )}
    </>
  )
}
