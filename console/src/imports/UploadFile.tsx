import UploadIcon from '@mui/icons-material/UploadFileOutlined'
import {
  Button,
  Card,
  CardContent,
  LinearProgress,
  Link,
  List,
  ListItem,
  ListItemText,
  Typography,
} from '@mui/material'
import { useRef, useState } from 'react'
import { Title, useTranslate } from 'react-admin'
import { Link as RouterLink, useNavigate, useParams } from 'react-router'
import { useChanges, useList } from '../api/records'
import { useFormats } from '../i18n/formats'
import { ErrorText } from '../shared/ErrorText'
import { useMay } from '../session/useSession'
import { OfCompany } from '../users'
import { isUnderWay } from './imports'

/** Takes a file of users; what is in it is looked at before anything is imported. */
export function UploadFile() {
  const { company = '' } = useParams()
  const translate = useTranslate()
  const navigate = useNavigate()
  const { create } = useChanges()
  const chooser = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Error | null>(null)

  async function send(file: File) {
    setBusy(true)
    setRefused(null)
    try {
      const { id } = await create('imports', file, { company })
      void navigate(`/users/${company}/import/${id}`)
    } catch (error) {
      setRefused(error instanceof Error ? error : new Error(String(error)))
      setBusy(false)
    }
  }

  return (
    <>
      <Title title="resources.imports.title" />
      <OfCompany id={company} />
      <Card sx={{ mt: 2, maxWidth: 720 }}>
        <CardContent>
          <Typography gutterBottom>{translate('resources.imports.about')}</Typography>
          <input
            ref={chooser}
            type="file"
            hidden
            accept=".csv,.tsv,.txt,.xlsx"
            onChange={({ target }) => {
              const [file] = target.files ?? []
              // The same file can be chosen again, once it has been mended.
              target.value = ''
              if (file) void send(file)
            }}
          />
          <Button
            variant="contained"
            startIcon={<UploadIcon />}
            disabled={busy}
            onClick={() => chooser.current?.click()}
          >
            {translate('resources.imports.choose')}
          </Button>
          {busy && <LinearProgress sx={{ mt: 2 }} aria-label={translate('resources.imports.reading')} />}
          {refused && <ErrorText error={refused} />}
        </CardContent>
      </Card>
      <Earlier company={company} />
    </>
  )
}

function Earlier({ company }: { company: string }) {
  const translate = useTranslate()
  const { time } = useFormats()
  const mayList = useMay('user-imports|GET')
  const { data, error } = useList('imports', { meta: { company } }, { enabled: mayList })
  if (error) return <ErrorText error={error} />
  if (!data || data.length === 0) return null
  return (
    <Card sx={{ mt: 2, maxWidth: 720 }}>
      <CardContent>
        <Typography component="h3" variant="subtitle1" sx={{ fontWeight: 600 }}>
          {translate('resources.imports.earlier')}
        </Typography>
        <List dense>
          {data.map(({ resourceId, name, status, createTime }) => (
            <ListItem key={resourceId} disableGutters>
              <ListItemText
                primary={
                  <Link component={RouterLink} to={`/users/${company}/import/${resourceId}`} dir="auto">
                    {name}
                  </Link>
                }
                secondary={`${translate(`resources.imports.status.${status}`)} · ${time(createTime)}`}
                sx={{ overflowWrap: 'anywhere' }}
              />
              {isUnderWay(status) && (
                <Button
                  size="small"
                  variant="outlined"
                  component={RouterLink}
                  to={`/users/${company}/import/${resourceId}`}
                  aria-label={`${translate('resources.imports.go_on')}: ${name}`}
                  sx={{ flexShrink: 0 }}
                >
                  {translate('resources.imports.go_on')}
                </Button>
              )}
            </ListItem>
          ))}
        </List>
      </CardContent>
    </Card>
  )
}
