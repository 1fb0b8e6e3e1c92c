import UploadIcon from '@mui/icons-material/ImageOutlined'
import { Box, Button, FormHelperText, IconButton, Typography } from '@mui/material'
import ClearIcon from '@mui/icons-material/CloseOutlined'
import { useRef } from 'react'
import { useInput, useTranslate } from 'react-admin'

/** A picture from the person's machine. Whether it is one, the server says. */
export function LogoInput({ source }: { source: string }) {
  const translate = useTranslate()
  const picker = useRef<HTMLInputElement>(null)
  const { field, fieldState } = useInput<File | undefined>({ source })
  const file: unknown = field.value
  const label = translate('resources.companies.fields.logo')
  return (
    <Box sx={{ mb: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Button variant="outlined" startIcon={<UploadIcon />} onClick={() => picker.current?.click()}>
          {label}
        </Button>
        <input
          ref={picker}
          hidden
          type="file"
          aria-label={label}
          accept="image/png,image/jpeg,image/gif,image/webp"
          onChange={(event) => field.onChange(event.target.files?.[0])}
        />
        {file instanceof File && (
          <>
            <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
              {file.name}
            </Typography>
            <IconButton
              aria-label={translate('ra.action.clear_input_value')}
              onClick={() => {
                if (picker.current) picker.current.value = ''
                field.onChange(undefined)
              }}
            >
              <ClearIcon fontSize="small" />
            </IconButton>
          </>
        )}
      </Box>
      <FormHelperText error={fieldState.invalid}>
        {translate(fieldState.error?.message ?? 'resources.companies.hints.logo')}
      </FormHelperText>
    </Box>
  )
}
